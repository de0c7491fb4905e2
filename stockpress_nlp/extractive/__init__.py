"""The summariser that comes with us: whole sentences of the article, chosen by what is seen of them. Pure."""

"""The cloud: everything that the desk runs on at AWS, one file per noun.

Nothing of the desk's own is imported here and nothing of the desk imports this; what both must agree on is the names of
variables in the containers (environment.py, credentials.py) and the paths in the images (containers/).
"""

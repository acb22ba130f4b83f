"""Parsers of Kubernetes and OpenShift objects, in every form that oc writes them."""

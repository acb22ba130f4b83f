"""Derived facts: what follows from the collected ones before any rule judges."""

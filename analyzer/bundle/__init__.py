"""Opens a bundle of any kind and yields its files, in one pass and without unpacking it.

`open.walk` is the way in. Whatever an archive holds, nothing of it is executed, followed out of
its root or written; what is not read is yielded with a status that says why.
"""

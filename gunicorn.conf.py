"""What gunicorn writes about requests, wherever it is started from this folder: never who sent them, never what."""

# The platform logs each request itself, without address (app/web/requests.py). Whoever turns gunicorn's own log on
# (--access-logfile) gets lines without address, cookie, query, page of origin or browser.
accesslog = None
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)s'

getent group rttd >/dev/null || groupadd -r rttd
getent passwd rttd >/dev/null ||
  useradd -r -g rttd -d /nonexistent -M -s /sbin/nologin -c rttd rttd
exit 0

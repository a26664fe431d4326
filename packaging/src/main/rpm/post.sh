mkdir -p /var/log/rttd && chown rttd:rttd /var/log/rttd && chmod 0750 /var/log/rttd
# Takes up to half a minute; rttd then starts faster.
/usr/lib/rttd/bin/class-data || :
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload || :
  [ "$1" -gt 1 ] || systemctl preset rttd.service || :
fi
exit 0

if [ -d /run/systemd/system ]; then
  systemctl daemon-reload || :
  [ "$1" -eq 0 ] || systemctl try-restart rttd.service || :
fi
if [ "$1" -eq 0 ]; then
  rm -rf /var/log/rttd /run/rttd
fi
exit 0

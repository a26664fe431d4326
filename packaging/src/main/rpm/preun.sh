if [ "$1" -eq 0 ] && [ -d /run/systemd/system ]; then
  systemctl disable --now rttd.service || :
fi
if [ "$1" -eq 0 ]; then
  rm -f /usr/lib/rttd/lib/rttd.aot* /usr/lib/rttd/lib/rttd.jsa*
fi
exit 0

if [ "$1" -eq 0 ] && [ -d /run/systemd/system ]; then
  systemctl disable --now rttd.service || :
fi
if [ "$1" -eq 0 ]; then
  rm -f /usr/lib/rttd/lib/rttd.jsa /usr/lib/rttd/lib/rttd.jsa.new
fi
exit 0

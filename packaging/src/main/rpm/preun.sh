if [ "$1" -eq 0 ] && [ -d /run/systemd/system ]; then
  systemctl disable --now rttd.service || :
fi
exit 0

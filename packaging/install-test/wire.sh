# Sourced by install-test/run: a network of two namespaces, with traffic and a receiver of metrics.
# shellcheck shell=bash

here_address=198.18.77.1
there_address=198.18.77.2
# Words, not functions: what begins with them in the background is the program itself, with its process id.
here=(ip netns exec "rttd-here-$$")
there=(ip netns exec "rttd-there-$$")

lay_wire() {
  local end
  for end in here there; do
    ip netns add "rttd-$end-$$"
    ip -n "rttd-$end-$$" link set lo up
  done
  ip link add eth-here netns "rttd-here-$$" type veth peer name eth-there netns "rttd-there-$$"
  ip -n "rttd-here-$$" address add $here_address/24 dev eth-here
  ip -n "rttd-there-$$" address add $there_address/24 dev eth-there
  ip -n "rttd-here-$$" link set eth-here up
  ip -n "rttd-there-$$" link set eth-there up
  ip -n "rttd-here-$$" route add default via $there_address # what `interface: auto` looks for
  "${there[@]}" socat TCP-LISTEN:7007,fork,reuseaddr EXEC:cat &
  children+=($!)
  "${there[@]}" socat -u UDP-RECV:8125 "OPEN:$work/metrics,creat,append" &
  children+=($!)
  until_true 10 "${here[@]}" socat -lf /dev/null -u OPEN:/dev/null "TCP:$there_address:7007"
}

take_up_wire() {
  ip netns delete "rttd-here-$$" 2>/dev/null || true
  ip netns delete "rttd-there-$$" 2>/dev/null || true
}

# A request and its answer, ten times a second.
talk() {
  local i
  for i in {1..10}; do
    echo "$i"
    sleep 0.1
  done | "${here[@]}" socat - "TCP:$there_address:7007" >/dev/null
}

# measures: traffic of a few seconds gives round trips of this wire in what the receiver got.
measures() {
  : >"$work/metrics"
  local end=$((SECONDS + 20))
  until grep -qE "^system\.net\.tcp\.rtt\.avg:[0-9.e-]+\|g.*dst:$there_address" "$work/metrics"; do
    ((SECONDS < end)) || { echo 'no round trips were reported; received:' && head -n 20 "$work/metrics" && return 1; }
    talk
  done
}

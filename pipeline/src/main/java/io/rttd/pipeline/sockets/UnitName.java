package io.rttd.pipeline.sockets;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a control group after its container or, without one, its systemd unit.
 *
 * <p>Each name is a tag that costs money, so parts that differ each time are left out: the instance
 * of a desktop application, a D-Bus service or a per-connection unit, and the ID of a container in
 * a pod. Groups that have only such a part (sessions, user managers, {@code run-…} units, transient
 * scopes) have no name.
 */
final class UnitName {
  /** No name. */
  static final String NONE = "";

  private static final int MOST_CHARACTERS = 50;
  private static final int SHORT_ID = 12;

  /**
   * The names that Docker, containerd, CRI-O and Podman give groups: {@code docker-ID.scope}, or
   * ID.
   */
  private static final Pattern CONTAINER =
      Pattern.compile(
          "(?:(docker|cri-containerd|crio|libpod|containerd)-)?([0-9a-f]{64})(\\.scope)?");

  /** The names that systemd-nspawn, libvirt and LXC give groups. */
  private static final Pattern MACHINE =
      Pattern.compile("machine-(.+)\\.scope|lxc\\.payload\\.(.+)");

  /** The groups of Kubernetes, whose containers have another ID after each roll-out. */
  private static final Pattern PODS = Pattern.compile("(?:kubelet-)?kubepods\\b.*");

  private static final String IN_POD = "kubepods";

  private static final Pattern UNIT = Pattern.compile("(.+)\\.(?:service|socket)");
  private static final Pattern USER_MANAGER = Pattern.compile("user@[0-9]+|run-[urp][0-9a-fi-]+");

  /**
   * Units whose instance differs each time: {@code app-NAME@RANDOM}, {@code dbus-:1.23-NAME@0},
   * {@code NAME@5-SERVER:PORT-CLIENT:PORT} for a connection, {@code NAME@5-PID-UID} for a local
   * one.
   */
  private static final Pattern INSTANCE =
      Pattern.compile(
          "(?<app>app-.+)@.*"
              + "|dbus-:[0-9.]+-(?<bus>.+)@[0-9]+"
              + "|(?<socket>.+)@[0-9]+-(?:.*:[0-9]+-.*:[0-9]+|[0-9]+-[0-9]+)");

  private static final Pattern ESCAPED = Pattern.compile("\\\\x([0-9a-f]{2})");

  private UnitName() {}

  /**
   * The name of a group.
   *
   * @param path from the root of the tree; "" if unknown
   */
  static String of(String path) {
    String[] groups = path.split("/", -1);
    for (int i = groups.length - 1; i >= 0; i--) {
      Matcher container = CONTAINER.matcher(groups[i]);
      if (container.matches()) {
        if (Arrays.stream(groups).anyMatch(group -> PODS.matcher(group).matches())) {
          return IN_POD;
        }
        String engine = container.group(1) == null ? "container" : container.group(1);
        return engine + "-" + container.group(2).substring(0, SHORT_ID);
      }
      Matcher machine = MACHINE.matcher(groups[i]);
      if (machine.matches()) {
        return printable(unescaped(machine.group(1) == null ? machine.group(2) : machine.group(1)));
      }
      Matcher unit = UNIT.matcher(groups[i]);
      if (unit.matches()) {
        return USER_MANAGER.matcher(unit.group(1)).matches()
            ? NONE
            : printable(withoutInstance(unescaped(unit.group(1))));
      }
    }
    return NONE;
  }

  private static String withoutInstance(String unit) {
    Matcher instance = INSTANCE.matcher(unit);
    if (!instance.matches()) {
      return unit;
    }
    String bus = instance.group("bus");
    String app = instance.group("app");
    return bus != null ? "dbus-" + bus : app != null ? app : instance.group("socket");
  }

  private static String unescaped(String name) {
    return ESCAPED
        .matcher(name)
        .replaceAll(
            code ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(code.group(1), 16))));
  }

  private static String printable(String unescaped) {
    String name = unescaped.replaceAll("[^A-Za-z0-9_.@-]", "_");
    return name.length() > MOST_CHARACTERS ? name.substring(0, MOST_CHARACTERS) : name;
  }
}

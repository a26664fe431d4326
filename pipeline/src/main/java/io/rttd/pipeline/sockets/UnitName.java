package io.rttd.pipeline.sockets;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a control group: after the container that it belongs to, else after the systemd unit.
 *
 * <p>Units that come from a person's work (sessions, the manager of a user, transient scopes) have
 * no name: it would be another one each time, and each name is a tag that costs money.
 */
final class UnitName {
  /** No name. */
  static final String NONE = "";

  private static final int MOST_CHARACTERS = 50;
  private static final int SHORT_ID = 12;

  /** As Docker, containerd, CRI-O and Podman name their groups: {@code docker-ID.scope}, or ID. */
  private static final Pattern CONTAINER =
      Pattern.compile(
          "(?:(docker|cri-containerd|crio|libpod|containerd)-)?([0-9a-f]{64})(\\.scope)?");

  /** Of systemd-nspawn and libvirt, and of LXC. */
  private static final Pattern MACHINE =
      Pattern.compile("machine-(.+)\\.scope|lxc\\.payload\\.(.+)");

  private static final Pattern UNIT = Pattern.compile("(.+)\\.(?:service|socket)");
  private static final Pattern USER_MANAGER = Pattern.compile("user@[0-9]+|run-[urp][0-9a-fi-]+");
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
        String engine = container.group(1) == null ? "container" : container.group(1);
        return engine + "-" + container.group(2).substring(0, SHORT_ID);
      }
      Matcher machine = MACHINE.matcher(groups[i]);
      if (machine.matches()) {
        return printable(machine.group(1) == null ? machine.group(2) : machine.group(1));
      }
      Matcher unit = UNIT.matcher(groups[i]);
      if (unit.matches()) {
        return USER_MANAGER.matcher(unit.group(1)).matches() ? NONE : printable(unit.group(1));
      }
    }
    return NONE;
  }

  private static String printable(String escaped) {
    String name =
        ESCAPED
            .matcher(escaped)
            .replaceAll(
                code ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(code.group(1), 16))))
            .replaceAll("[^A-Za-z0-9_.@-]", "_");
    return name.length() > MOST_CHARACTERS ? name.substring(0, MOST_CHARACTERS) : name;
  }
}

package io.rttd.daemon.command;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;

/**
 * Catches SIGHUP, which by default ends the process. The JDK's class for that is supported, but the
 * compiler warns about it; hence the reflection.
 */
final class HangupSignal {
  private static final Logger LOG = System.getLogger(HangupSignal.class.getName());

  private HangupSignal() {}

  /** Runs this at each SIGHUP from now on, on a JVM thread: it must not block. */
  static void onSignal(Runnable request) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              HangupSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  request.run();
                  return null;
                }
                return switch (method.getName()) {
                  case "equals" -> self == arguments[0];
                  case "hashCode" -> System.identityHashCode(self);
                  default -> "SIGHUP handler";
                };
              });
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hangup, proxy);
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.WARNING, "cannot handle SIGHUP: the signal will terminate rttd", e);
    }
  }
}

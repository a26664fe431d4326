package io.rttd.probe;

import com.sun.jna.Function;
import com.sun.jna.JNIEnv;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;

/**
 * Exports the package of the JDK that Agrona's buffers use, so that a test run needs no {@code
 * --add-exports}. The probe and the readers of capture files call it first.
 *
 * <p>Only code in java.base may add the export, by {@code Module.implAddExports}, and reflection
 * may not call that. JNI ignores such limits and JNA reaches JNI, so this class sets the flag that
 * {@code setAccessible} would set. Unlike an agent, that needs nothing on the command line, and
 * unlike {@code sun.misc.Unsafe}, it is not going to be removed.
 */
public final class AgronaAccess {
  private static final String PACKAGE = "jdk.internal.misc";
  private static final String FLAG = "--add-exports java.base/" + PACKAGE + "=ALL-UNNAMED";

  // Indices into the table of functions that each JNIEnv begins with (JNI specification, chapter
  // 4).
  private static final int GET_FIELD_ID = 94;
  private static final int SET_BOOLEAN_FIELD = 105;

  private static final Map<String, ?> WITH_OBJECTS = Map.of(Library.OPTION_ALLOW_OBJECTS, true);

  private AgronaAccess() {}

  /**
   * Exports the package to Agrona, unless the command line did. Call it before Agrona's first
   * buffer is created. Any thread, any number of times.
   *
   * @throws IllegalStateException if this JVM does not let it; the message names the flag to start
   *     it with
   */
  public static void open() {
    Module base = Object.class.getModule();
    try {
      Module agrona =
          Class.forName("org.agrona.UnsafeApi", false, AgronaAccess.class.getClassLoader())
              .getModule();
      if (!base.isExported(PACKAGE, agrona)) {
        Method export =
            Module.class.getDeclaredMethod("implAddExports", String.class, Module.class);
        makeAccessible(export);
        export.invoke(base, PACKAGE, agrona);
      }
    } catch (InvocationTargetException e) {
      throw refused(e.getCause());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw refused(e);
    }
  }

  private static IllegalStateException refused(Throwable cause) {
    return new IllegalStateException(
        "rttd's buffers need a package that this JVM does not export ("
            + cause
            + "). Start the JVM with "
            + FLAG
            + ", in Maven's <argLine> or Gradle's jvmArgs",
        cause);
  }

  private static void makeAccessible(Method method) {
    Pointer functions = jniFunctions();
    Object override =
        function(functions, GET_FIELD_ID)
            .invoke(
                Pointer.class,
                new Object[] {JNIEnv.CURRENT, AccessibleObject.class, "override", "Z"},
                WITH_OBJECTS);
    function(functions, SET_BOOLEAN_FIELD)
        .invoke(
            Void.class, new Object[] {JNIEnv.CURRENT, method, override, (byte) 1}, WITH_OBJECTS);
  }

  private static Function function(Pointer functions, int index) {
    return Function.getFunction(functions.getPointer((long) index * Native.POINTER_SIZE));
  }

  /** A JNIEnv points to its table, and to JNA it is an argument only: memcpy reads the pointer. */
  private static Pointer jniFunctions() {
    try (Memory pointer = new Memory(Native.POINTER_SIZE)) {
      Pointer size = Pointer.createConstant(Native.POINTER_SIZE);
      NativeLibrary.getInstance(Platform.C_LIBRARY_NAME)
          .getFunction("memcpy")
          .invoke(Pointer.class, new Object[] {pointer, JNIEnv.CURRENT, size}, WITH_OBJECTS);
      return pointer.getPointer(0);
    }
  }
}

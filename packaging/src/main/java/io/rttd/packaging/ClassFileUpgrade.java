package io.rttd.packaging;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Rewrites an archive's classes of Java 5 and older as Java 8's, with the stack maps that they
 * lack. Without stack maps, the JVM verifies a class with its old, slow verifier at each start, and
 * does not store it in its cache of loaded classes.
 *
 * <p>Stack maps name common superclasses, which are looked up in the archive and the platform;
 * classes are loaded for that, but not initialized. The same archive gives the same bytes.
 */
final class ClassFileUpgrade implements Closeable {
  /** The first version of class files with stack maps, Java 6's. */
  private static final int FIRST_WITH_STACK_MAPS = Opcodes.V1_6;

  private static final int MAJOR_VERSION_OFFSET = 6;
  private static final int HEADER_BYTES = 8;

  private final URLClassLoader types;

  /**
   * Creates an upgrade of one archive's classes.
   *
   * @param jar where the classes' supertypes are found; open until this is closed
   */
  ClassFileUpgrade(Path jar) throws IOException {
    URL[] archive = {jar.toUri().toURL()};
    types = new URLClassLoader(archive, ClassLoader.getPlatformClassLoader());
  }

  /**
   * Whether an archive has classes without stack maps.
   *
   * @throws IOException also if it has and is signed: its classes would no longer match the
   *     signature
   */
  static boolean isNeeded(Path jar) throws IOException {
    boolean needed = false;
    boolean signed = false;
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        try (InputStream in = zip.getInputStream(entry)) {
          needed |= isOld(entry.getName(), in.readNBytes(HEADER_BYTES));
        }
        signed |= entry.getName().matches("META-INF/[^/]+\\.SF");
      }
    }
    if (needed && signed) {
      throw new IOException(
          jar + " is signed, so its classes of Java 5 or older cannot be rewritten");
    }
    return needed;
  }

  /**
   * Returns the content of an archive's entry, upgraded if it is an old class. Everything else is
   * returned as it is, with module descriptors (Java 9's or newer) and all below {@code META-INF},
   * where a multi-release archive has its classes for newer versions.
   *
   * @throws TypeNotPresentException if neither the archive nor the platform has a type whose
   *     superclasses a stack map depends on
   */
  byte[] upgraded(String name, byte[] content) {
    if (!isOld(name, content)) {
      return content;
    }
    ClassWriter writer = new FramesWriter(types);
    new ClassReader(content).accept(new Upgrader(writer), ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }

  @Override
  public void close() throws IOException {
    types.close();
  }

  private static boolean isOld(String name, byte[] content) {
    return name.endsWith(".class")
        && !name.startsWith("META-INF/")
        && ByteBuffer.wrap(content).getShort(MAJOR_VERSION_OFFSET) < FIRST_WITH_STACK_MAPS;
  }

  /** Passes a class on as one of Java 8. */
  private static final class Upgrader extends ClassVisitor {
    Upgrader(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        String signature,
        String superName,
        String[] interfaces) {
      super.visit(Opcodes.V1_8, access, name, signature, superName, interfaces);
    }
  }

  /** Computes stack maps, with the types of one loader instead of those of this build. */
  private static final class FramesWriter extends ClassWriter {
    private final ClassLoader types;

    FramesWriter(ClassLoader types) {
      super(COMPUTE_FRAMES);
      this.types = types;
    }

    /** ASM loads superclasses from it without initializing them. */
    @Override
    protected ClassLoader getClassLoader() {
      return types;
    }
  }
}

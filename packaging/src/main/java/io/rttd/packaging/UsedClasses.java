package io.rttd.packaging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Finds the classes of a library that a program can reach. A class refers to each name in the
 * strings of its constant pool: those of classes, in descriptors and signatures, and literals such
 * as {@code Class.forName} gets. Names that code composes of parts are not found, so this serves
 * only libraries that do not do so.
 */
final class UsedClasses {
  private static final Pattern OTHER_THAN_NAMES = Pattern.compile("[^A-Za-z0-9_/$.]+");

  private final Map<String, byte[]> candidates = new HashMap<>();
  private final Set<String> used = new HashSet<>();
  private final Deque<byte[]> unread = new ArrayDeque<>();

  /**
   * Adds a class that stays only if it is used.
   *
   * @param name with slashes, without {@code .class}
   */
  void addCandidate(String name, byte[] classFile) {
    candidates.put(name, classFile);
  }

  /** Adds a class that stays, and with it what it uses. */
  void addRoot(byte[] classFile) {
    unread.add(classFile);
  }

  /** Returns the names of the candidates that roots use, directly or not. */
  Set<String> find() throws IOException {
    while (!unread.isEmpty()) {
      eachString(unread.remove(), this::useNamesIn);
    }
    return used;
  }

  private void useNamesIn(String constant) {
    OTHER_THAN_NAMES.splitAsStream(constant.replace('.', '/')).forEach(this::useNamesInWord);
  }

  /** A name, or one in a descriptor: after an L, and possibly letters of primitive types. */
  private void useNamesInWord(String word) {
    use(word);
    for (int l = word.indexOf('L'); l >= 0; l = word.indexOf('L', l + 1)) {
      use(word.substring(l + 1));
    }
  }

  private void use(String name) {
    byte[] classFile = candidates.get(name);
    if (classFile != null && used.add(name)) {
      unread.add(classFile);
    }
  }

  /** Java virtual machine specification, 4.4. */
  private static void eachString(byte[] classFile, Consumer<String> consumer) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
    in.skipNBytes(8);
    int count = in.readUnsignedShort();
    for (int index = 1; index < count; index++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> consumer.accept(new String(in.readNBytes(in.readUnsignedShort()), ISO_8859_1));
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
        case 5, 6 -> {
          in.skipNBytes(8);
          index++;
        }
        case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        default -> throw new IOException("unknown constant " + tag + " in a class file");
      }
    }
  }
}

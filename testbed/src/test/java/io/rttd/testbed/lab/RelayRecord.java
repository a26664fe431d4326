package io.rttd.testbed.lab;

import io.rttd.testbed.truth.FrameIdentity;
import io.rttd.testbed.truth.TruthFile;
import io.rttd.testbed.truth.TruthRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the relay's record says about the segments of one direction. */
final class RelayRecord {
  private static final int SYN = 0x02;
  private static final int FIN = 0x01;

  private final TruthFile file;
  private final List<Integer> frames = new ArrayList<>();
  private final Set<Integer> sentAgain = new HashSet<>();

  private record Flow(int ports, long dstLo) {}

  /**
   * Reads a record.
   *
   * @param direction {@link TruthRecord#A_TO_B} or the other
   */
  RelayRecord(Path truth, int direction) throws IOException {
    file = new TruthFile(truth);
    for (int i = 0; i < file.count(); i++) {
      int at = file.offset(i);
      if (TruthRecord.direction(file.buffer(), at) == direction
          && TruthRecord.protocol(file.buffer(), at) == FrameIdentity.PROTOCOL_TCP
          && length(at) > 0) {
        frames.add(at);
      }
    }
    findSentAgain();
  }

  /** Segments that came to the relay again: they begin below what came before. */
  long sentAgain() {
    return sentAgain.size();
  }

  /**
   * Data that came to the relay for the first time, and left it below what had left before: the
   * relay had held it back.
   */
  long reordered() {
    return reorderedWithin(Long.MAX_VALUE);
  }

  /**
   * Data as in {@link #reordered()} that left soon after what had overtaken it. A relay that has to
   * wait for a processor may hold data back for longer than it was told to.
   */
  long reorderedWithin(long limitNs) {
    frames.sort(Comparator.comparingLong(this::departureNs));
    Map<Flow, List<Integer>> leading = new HashMap<>();
    long reordered = 0;
    for (int at : frames) {
      if (!TruthRecord.fate(file.buffer(), at).arrived()) {
        continue;
      }
      List<Integer> ahead = leading.computeIfAbsent(flow(at), flow -> new ArrayList<>());
      if (isSyn(at) || ahead.isEmpty() || seq(at) - endOf(ahead.get(ahead.size() - 1)) >= 0) {
        ahead.add(at);
      } else if (!sentAgain.contains(at)
          && TruthRecord.payloadLength(file.buffer(), at) > 0
          && departureNs(at) - departureNs(overtaking(ahead, at)) < limitNs) {
        reordered++;
      }
    }
    return reordered;
  }

  /** The first of the leading segments that lies above a segment. */
  private int overtaking(List<Integer> ahead, int at) {
    int i = ahead.size() - 1;
    while (i > 0 && seq(ahead.get(i - 1)) - seq(at) > 0) {
      i--;
    }
    return ahead.get(i);
  }

  private void findSentAgain() {
    frames.sort(Comparator.comparingLong(at -> TruthRecord.arrivalNs(file.buffer(), at)));
    Map<Flow, Integer> nextSeq = new HashMap<>();
    Map<Flow, Integer> lastSyn = new HashMap<>();
    for (int at : frames) {
      int seq = seq(at);
      boolean starts = isSyn(at) && !Integer.valueOf(seq).equals(lastSyn.put(flow(at), seq));
      if (starts || seq - nextSeq.getOrDefault(flow(at), seq) >= 0) {
        nextSeq.put(flow(at), endOf(at));
      } else {
        sentAgain.add(at);
      }
    }
  }

  private Flow flow(int at) {
    return new Flow(TruthRecord.ports(file.buffer(), at), TruthRecord.dstLo(file.buffer(), at));
  }

  private int seq(int at) {
    return TruthRecord.seq(file.buffer(), at);
  }

  private int endOf(int at) {
    return seq(at) + length(at);
  }

  private long departureNs(int at) {
    return TruthRecord.departureNs(file.buffer(), at);
  }

  private boolean isSyn(int at) {
    return (TruthRecord.tcpFlags(file.buffer(), at) & SYN) != 0;
  }

  private int length(int at) {
    boolean counted = (TruthRecord.tcpFlags(file.buffer(), at) & (SYN | FIN)) != 0;
    return TruthRecord.payloadLength(file.buffer(), at) + (counted ? 1 : 0);
  }
}

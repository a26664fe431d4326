package io.rttd.testbed.lab;

import io.rttd.testbed.truth.FrameIdentity;
import io.rttd.testbed.truth.TruthFile;
import io.rttd.testbed.truth.TruthRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the relay's record says about the segments that A sent. */
final class RelayRecord {
  private static final int SYN = 0x02;
  private static final int FIN = 0x01;

  private RelayRecord() {}

  /** Segments of A that came to the relay again: they begin below what came before. */
  static long sentAgain(Path truth) throws IOException {
    TruthFile file = new TruthFile(truth);
    List<Integer> fromA = new ArrayList<>();
    for (int i = 0; i < file.count(); i++) {
      int at = file.offset(i);
      if (TruthRecord.direction(file.buffer(), at) == TruthRecord.A_TO_B
          && TruthRecord.protocol(file.buffer(), at) == FrameIdentity.PROTOCOL_TCP) {
        fromA.add(at);
      }
    }
    fromA.sort(Comparator.comparingLong(at -> TruthRecord.arrivalNs(file.buffer(), at)));
    Map<List<Number>, Integer> nextSeq = new HashMap<>();
    Map<List<Number>, Integer> lastSyn = new HashMap<>();
    long again = 0;
    for (int at : fromA) {
      int flags = TruthRecord.tcpFlags(file.buffer(), at);
      List<Number> flow =
          List.of(TruthRecord.ports(file.buffer(), at), TruthRecord.dstLo(file.buffer(), at));
      int seq = TruthRecord.seq(file.buffer(), at);
      int length =
          TruthRecord.payloadLength(file.buffer(), at) + ((flags & (SYN | FIN)) == 0 ? 0 : 1);
      if (length == 0) {
        continue;
      }
      boolean starts = (flags & SYN) != 0 && !Integer.valueOf(seq).equals(lastSyn.put(flow, seq));
      if (starts || seq - nextSeq.getOrDefault(flow, seq) >= 0) {
        nextSeq.put(flow, seq + length);
      } else {
        again++;
      }
    }
    return again;
  }
}

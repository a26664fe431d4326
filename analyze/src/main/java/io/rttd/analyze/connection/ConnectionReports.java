package io.rttd.analyze.connection;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/**
 * The connections of a capture, in the order of their first packets. Each report is made by the
 * call that gets it, because a million at once would take a gigabyte: get it once, and keep what is
 * needed of it. One thread.
 *
 * <p>Memory may be too short for all. The connections that are kept are complete, and the counts of
 * the others are in {@code packetsNotKept} and {@code samplesNotKept}.
 */
public final class ConnectionReports extends AbstractList<ConnectionReport>
    implements RandomAccess {
  private final int size;
  private final IntFunction<ConnectionReport> reports;
  private final long packetsNotKept;
  private final long samplesNotKept;

  ConnectionReports(
      int size, IntFunction<ConnectionReport> reports, long packetsNotKept, long samplesNotKept) {
    this.size = size;
    this.reports = reports;
    this.packetsNotKept = packetsNotKept;
    this.samplesNotKept = samplesNotKept;
  }

  /** Reports that were made elsewhere, nothing missing. */
  public static ConnectionReports of(List<ConnectionReport> reports) {
    List<ConnectionReport> copy = List.copyOf(reports);
    return new ConnectionReports(copy.size(), copy::get, 0, 0);
  }

  /** Number of connections that are kept. */
  @Override
  public int size() {
    return size;
  }

  /** Makes the report of one connection. */
  @Override
  public ConnectionReport get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return reports.apply(index);
  }

  /** Packets of connections that memory was too short for. */
  public long packetsNotKept() {
    return packetsNotKept;
  }

  /** RTT samples of connections that memory was too short for. */
  public long samplesNotKept() {
    return samplesNotKept;
  }
}

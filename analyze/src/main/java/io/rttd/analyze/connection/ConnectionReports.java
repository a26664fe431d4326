package io.rttd.analyze.connection;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/**
 * The connections of a capture, in the order of their first packets. Each report is created by the
 * call that gets it, because a million at once would take a gigabyte: get it once and keep only
 * what is needed. Confined to one thread while the capture is read; any thread may use it
 * afterwards.
 *
 * <p>Memory may not suffice for all; {@link #notKept} says what is missing.
 */
public final class ConnectionReports extends AbstractList<ConnectionReport>
    implements RandomAccess {
  private final int size;
  private final IntFunction<ConnectionReport> reports;
  private final NotKept notKept;

  ConnectionReports(int size, IntFunction<ConnectionReport> reports, NotKept notKept) {
    this.size = size;
    this.reports = reports;
    this.notKept = notKept;
  }

  /** Wraps reports created elsewhere, with nothing missing. */
  public static ConnectionReports of(List<ConnectionReport> reports) {
    List<ConnectionReport> copy = List.copyOf(reports);
    return new ConnectionReports(copy.size(), copy::get, NotKept.NOTHING);
  }

  /** Number of connections that are kept. */
  @Override
  public int size() {
    return size;
  }

  /** Creates the report of one connection. */
  @Override
  public ConnectionReport get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return reports.apply(index);
  }

  /** What is missing for lack of memory. */
  public NotKept notKept() {
    return notKept;
  }
}

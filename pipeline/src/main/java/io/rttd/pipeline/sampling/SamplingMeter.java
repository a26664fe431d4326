package io.rttd.pipeline.sampling;

/** The measured share, averaged over time. Thread-safe. */
public final class SamplingMeter {
  private long sinceNs;
  private long readNs;
  private double rate;
  private double sumNs;

  /**
   * Creates a meter.
   *
   * @param nowNs the time, of any monotonic clock
   * @param rate the currently measured share, 0 to 1
   */
  public SamplingMeter(long nowNs, double rate) {
    this.sinceNs = nowNs;
    this.readNs = nowNs;
    this.rate = rate;
  }

  /** Sets the share measured from now on, 0 to 1. */
  public synchronized void change(long nowNs, double rate) {
    advance(nowNs);
    this.rate = rate;
  }

  /** The mean since the last reading; if no time has passed, the current share. */
  public synchronized double read(long nowNs) {
    advance(nowNs);
    long spanNs = nowNs - readNs;
    double mean = spanNs > 0 ? sumNs / spanNs : rate;
    readNs = nowNs;
    sumNs = 0;
    return mean;
  }

  private void advance(long nowNs) {
    sumNs += rate * (nowNs - sinceNs);
    sinceNs = nowNs;
  }
}

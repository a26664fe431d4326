package io.rttd.analyze.htmlreport;

/**
 * One line of a comparison's table. A value that is not known is NaN.
 *
 * @param scope what kind of subject: {@code all}, {@code pair} or {@code service}
 * @param subject what it is called; empty for {@code all}
 * @param figure which figure: {@code p99}, {@code retransmit ratio}, …
 * @param unit {@code ms}, or {@code %} for a ratio in percent
 * @param before in the first capture
 * @param after in the second
 * @param difference how much more it is in the second
 * @param low lower end of the 95 % interval of the difference
 * @param high upper end
 * @param significant whether the difference counts as one
 */
public record ComparedFigure(
    String scope,
    String subject,
    String figure,
    String unit,
    double before,
    double after,
    double difference,
    double low,
    double high,
    boolean significant) {}

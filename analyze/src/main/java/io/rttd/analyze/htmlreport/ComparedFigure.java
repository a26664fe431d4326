package io.rttd.analyze.htmlreport;

/**
 * One line of a comparison's table. Unknown values are NaN.
 *
 * @param scope what kind of subject: {@code all}, {@code pair} or {@code service}
 * @param subject name of the subject; empty for {@code all}
 * @param figure which figure: {@code p99}, {@code retransmit ratio}, …
 * @param unit {@code ms}, or {@code %} for a ratio in percent
 * @param before in the first capture
 * @param after in the second
 * @param difference increase from the first to the second
 * @param low lower end of the 95 % interval of the difference
 * @param high upper end
 * @param significant whether the difference is significant
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

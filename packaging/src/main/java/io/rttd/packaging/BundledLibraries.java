package io.rttd.packaging;

/** What rttd ships that is no library of its own: the bill of materials must name it, too. */
final class BundledLibraries {
  /** The version of the charts' library, which is a resource of rttd-analyze. */
  static final String UPLOT = "1.6.32";

  private static final String COMPONENTS = "\"components\" : [";
  private static final String CHARTS =
      """

          {
            "type" : "library",
            "bom-ref" : "pkg:npm/uplot@VERSION",
            "name" : "uplot",
            "version" : "VERSION",
            "licenses" : [
              {
                "license" : {
                  "id" : "MIT"
                }
              }
            ],
            "purl" : "pkg:npm/uplot@VERSION"
          },\
      """
          .replace("VERSION", UPLOT);

  private BundledLibraries() {}

  /**
   * The bill with these libraries as its first components; unchanged if it has them already.
   *
   * @param bill CycloneDX JSON as its Maven plugin writes it
   * @throws IllegalArgumentException if it has no components
   */
  static String addTo(String bill) {
    if (bill.contains("pkg:npm/uplot@" + UPLOT)) {
      return bill;
    }
    int components = bill.indexOf(COMPONENTS);
    if (components < 0) {
      throw new IllegalArgumentException("the bill of materials has no " + COMPONENTS);
    }
    int end = components + COMPONENTS.length();
    return bill.substring(0, end) + CHARTS + bill.substring(end);
  }
}

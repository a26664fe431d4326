/** An analysis as one page that needs only a browser. */
package io.rttd.analyze.htmlreport;

/** An analysis as one page that needs nothing but a browser. */
package io.rttd.analyze.htmlreport;

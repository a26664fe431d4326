/** The one place that writes JSON. */
package io.rttd.reporting.json;

/** Reports as OTLP metrics over HTTP. */
package io.rttd.otlp;

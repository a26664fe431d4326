/** Real TCP between two network namespaces over the relay, captured together with the truth. */
package io.rttd.testbed.lab;

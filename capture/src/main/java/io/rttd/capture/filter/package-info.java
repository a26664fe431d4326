/** Which packets the kernel lets through: expressions, their compiler, and the built-in program. */
package io.rttd.capture.filter;

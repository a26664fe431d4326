/**
 * What a package holds besides the command: manual pages, the sample configuration and the shell's
 * completion, made from the tables that the code itself works with, so that none of them can lag
 * behind it. Run once, by the build of the packages.
 */
package io.rttd.packaging;

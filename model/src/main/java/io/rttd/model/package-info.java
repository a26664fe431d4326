/** The nouns that rooms share. Knows none of them. */
package io.rttd.model;

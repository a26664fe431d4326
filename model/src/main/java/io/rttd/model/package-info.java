/** Types that all rooms share. Depends on none of them. */
package io.rttd.model;

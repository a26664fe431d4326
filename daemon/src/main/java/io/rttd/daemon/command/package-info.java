/** The commands: each reads its options, does its work elsewhere and answers with an exit code. */
package io.rttd.daemon.command;

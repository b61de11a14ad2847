package io.ubernetes.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.UUID;

/// Names under which processes stand for election: no two that run at the same time share one.
final class Identities {

  private Identities() {}

  static String ofProcess() {
    return host() + "_" + UUID.randomUUID();
  }

  /// The same after every start, so that a process that was killed leads again without waiting for
  /// its own old lease to run out. For who holds a lock on the directory.
  static String ofDataDirectory(Path directory) {
    return host() + "_" + directory.toAbsolutePath().normalize();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // the name is for people; what follows it makes it unique
    }
  }
}

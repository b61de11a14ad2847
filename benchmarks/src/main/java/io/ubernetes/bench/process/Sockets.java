package io.ubernetes.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// The TCP sockets of this machine and whose they are, as Linux's /proc tells. On other systems,
/// and for other users' processes, nothing is found.
final class Sockets {
  private static final String ESTABLISHED = "01";
  private static final String LISTENING = "0A";
  private static final int HEXADECIMAL = 16;

  private final List<Socket> all;

  private record Socket(int localPort, int remotePort, String state, String inode) {}

  private Sockets(List<Socket> all) {
    this.all = all;
  }

  static Sockets now() {
    return new Sockets(
        Stream.of("/proc/net/tcp", "/proc/net/tcp6").flatMap(Sockets::lines).toList());
  }

  /// The process that listens on a port.
  OptionalLong listener(int port) {
    Set<String> inodes = new HashSet<>();
    for (Socket socket : all) {
      if (socket.state().equals(LISTENING) && socket.localPort() == port) {
        inodes.add(socket.inode());
      }
    }
    if (inodes.isEmpty()) {
      return OptionalLong.empty();
    }
    return ProcessHandle.allProcesses()
        .mapToLong(ProcessHandle::pid)
        .filter(pid -> inodesOf(pid).stream().anyMatch(inodes::contains))
        .findFirst();
  }

  /// The ports that a process is connected to.
  Set<Integer> remotePorts(long pid) {
    Set<String> own = inodesOf(pid);
    Set<Integer> ports = new HashSet<>();
    for (Socket socket : all) {
      if (socket.state().equals(ESTABLISHED) && own.contains(socket.inode())) {
        ports.add(socket.remotePort());
      }
    }
    return ports;
  }

  private static Stream<Socket> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file)).stream().skip(1).map(Sockets::parse);
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static Socket parse(String line) {
    String[] fields = line.strip().split("\\s+");
    return new Socket(port(fields[1]), port(fields[2]), fields[3], fields[9]);
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEXADECIMAL);
  }

  private static Set<String> inodesOf(long pid) {
    List<String> inodes = new ArrayList<>();
    try (DirectoryStream<Path> descriptors =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : descriptors) {
        String target = Files.readSymbolicLink(descriptor).toString();
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    } catch (IOException e) {
      // The process has ended, or is another user's: it has no sockets that could be told.
      return Set.copyOf(inodes);
    }
    return Set.copyOf(inodes);
  }
}

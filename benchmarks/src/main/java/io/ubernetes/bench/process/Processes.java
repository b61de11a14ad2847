package io.ubernetes.bench.process;

import io.ubernetes.bench.report.ProcessCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The processes whose cost belongs to a measurement, by name. Immutable.
///
/// On Linux a server's process is found by the port that it listens on, and etcd's by the server's
/// connections; anything else is given by its process id.
public final class Processes {
  /// Ticks of the clock that /proc counts processor time in: 100 a second on every Linux.
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  private final Map<String, Long> pids;

  private Processes(Map<String, Long> pids) {
    this.pids = pids;
  }

  /// This process alone, which makes the load.
  public static Processes loadGenerator() {
    return new Processes(Map.of()).with("bench", ProcessHandle.current().pid());
  }

  /// With one more, unless it is there already. A second one of a name is told apart by a number.
  public Processes with(String name, long pid) {
    Map<String, Long> more = new LinkedHashMap<>(pids);
    if (!more.containsValue(pid)) {
      String unique = name;
      for (int number = 2; more.containsKey(unique); number++) {
        unique = name + "-" + number;
      }
      more.put(unique, pid);
    }
    return new Processes(more);
  }

  /// With the server that listens on a port, where it can be found, and the etcd that it uses.
  public Processes withServer(String name, int port) {
    Sockets sockets = Sockets.now();
    var server = sockets.listener(port);
    return server.isEmpty()
        ? this
        : with(name, server.getAsLong()).withEtcdOf(sockets, server.getAsLong());
  }

  private Processes withEtcdOf(Sockets sockets, long pid) {
    Processes more = this;
    for (int port : sockets.remotePorts(pid)) {
      var peer = sockets.listener(port);
      if (peer.isPresent() && command(peer.getAsLong()).equals("etcd")) {
        more = more.with("etcd", peer.getAsLong());
      }
    }
    return more;
  }

  /// Starts a measurement of what all of them spend.
  public Interval begin() {
    return new Interval(this, cpuSeconds());
  }

  /// The same measurement, with these processes: those that were started since are counted from
  /// their start.
  public Interval since(Interval begun) {
    Map<String, Double> before = new LinkedHashMap<>();
    pids.keySet().forEach(name -> before.put(name, begun.before.getOrDefault(name, 0.0)));
    return new Interval(this, before);
  }

  /// The time since a measurement began.
  public record Interval(Processes processes, Map<String, Double> before) {
    public List<ProcessCost> end() {
      List<ProcessCost> costs = new ArrayList<>();
      processes
          .cpuSeconds()
          .forEach((name, seconds) ->
              costs.add(
                  new ProcessCost(
                      name,
                      seconds - before.getOrDefault(name, seconds),
                      processes.residentBytes(name))));
      return costs;
    }
  }

  /// The machine's load average of the last minute, or -1 where the system tells none.
  public static double loadAverage() {
    return java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private Map<String, Double> cpuSeconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    pids.forEach((name, pid) -> seconds.put(name, cpuSeconds(pid)));
    return seconds;
  }

  private static double cpuSeconds(long pid) {
    String stat = read(pid, "stat");
    // The second field, the command in parentheses, may hold anything: count from its end.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    return fields.length <= SYSTEM_TICKS
        ? 0
        : (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
            / TICKS_PER_SECOND;
  }

  private long residentBytes(String name) {
    return read(pids.getOrDefault(name, -1L), "status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  private static String command(long pid) {
    return read(pid, "comm").strip();
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      return "";
    }
  }
}

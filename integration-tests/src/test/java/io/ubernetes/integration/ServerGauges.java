package io.ubernetes.integration;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a server says in `/metrics` of that which is under way in it, summed over all labels.
///
/// @param underWay by the metric's name; what the server does not name is 0
record ServerGauges(Map<String, Long> underWay) {

  private static final List<String> NAMES =
      List.of(
          "apiserver_current_inflight_requests",
          "apiserver_longrunning_requests",
          "apiserver_open_connections",
          "apiserver_watch_cache_watchers",
          "apiserver_flowcontrol_current_executing_requests",
          "apiserver_flowcontrol_current_executing_seats",
          "apiserver_flowcontrol_current_inqueue_requests",
          "apiserver_flowcontrol_current_inqueue_seats");

  ServerGauges {
    underWay = Map.copyOf(underWay);
  }

  /// @param metrics in Prometheus' text form, after whatever else
  static ServerGauges read(String metrics) {
    Map<String, Long> sums = NAMES.stream().collect(Collectors.toMap(name -> name, name -> 0L));
    metrics
        .lines()
        .forEach(line ->
            sums.computeIfPresent(line.split("[{ ]", 2)[0], (name, sum) -> sum + value(line)));
    return new ServerGauges(sums);
  }

  private static long value(String line) {
    return (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}

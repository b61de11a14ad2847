package io.ubernetes.apimachinery.http;

import java.time.Duration;

/// Where an edge listens, and what it bears. [#at] gives the usual limits; Kubernetes' own are
/// taken where it has one.
///
/// @param host name or address to listen on
/// @param port 0 picks a free one
/// @param maxBodyBytes of one request
/// @param maxInFlight requests handled at the same time on virtual threads; streams do not count
///   once they run
/// @param maxConnections open at the same time
/// @param maxStreamsPerConnection requests at the same time on one HTTP/2 connection
/// @param headTimeout a new connection must have sent a whole request head by then
/// @param idleTimeout a connection without a request in progress is closed after it
/// @param bodyTimeout from the head of a request to the end of its body
/// @param stallTimeout an answer of which the client takes nothing for so long is cut off
/// @param requestTimeout a request that is not answered by then gets 504; streams have no such end
public record EdgeOptions(
    String host,
    int port,
    int maxBodyBytes,
    int maxInFlight,
    int maxConnections,
    int maxStreamsPerConnection,
    Duration headTimeout,
    Duration idleTimeout,
    Duration bodyTimeout,
    Duration stallTimeout,
    Duration requestTimeout) {
  /// Kubernetes' limit on resource requests.
  private static final int MAX_BODY_BYTES = 3 * 1024 * 1024;

  /// Kubernetes' `--max-requests-inflight` and `--max-mutating-requests-inflight` together (400 and
  /// 200). More at once only wait for the same processors and the same store.
  private static final int MAX_IN_FLIGHT = 600;

  /// An idle TLS connection costs some 50 KiB, so this many cost less than a gigabyte.
  private static final int MAX_CONNECTIONS = 16_384;

  /// A client multiplexes all its watches over one connection: one for each kind and namespace it
  /// looks at. Kubernetes recommends 1,000.
  private static final int MAX_STREAMS = 1_000;

  /// Kubernetes' `--request-timeout`.
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  public EdgeOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
    if (maxBodyBytes < 1 || maxInFlight < 1 || maxConnections < 1 || maxStreamsPerConnection < 1) {
      throw new IllegalArgumentException("every limit must be at least 1");
    }
  }

  public static EdgeOptions at(String host, int port) {
    return new EdgeOptions(
        host,
        port,
        MAX_BODY_BYTES,
        MAX_IN_FLIGHT,
        MAX_CONNECTIONS,
        MAX_STREAMS,
        Duration.ofSeconds(32),
        Duration.ofSeconds(90),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        REQUEST_TIMEOUT);
  }

  public EdgeOptions withMaxBodyBytes(int bytes) {
    return new EdgeOptions(
        host,
        port,
        bytes,
        maxInFlight,
        maxConnections,
        maxStreamsPerConnection,
        headTimeout,
        idleTimeout,
        bodyTimeout,
        stallTimeout,
        requestTimeout);
  }

  public EdgeOptions withMaxInFlight(int requests) {
    return new EdgeOptions(
        host,
        port,
        maxBodyBytes,
        requests,
        maxConnections,
        maxStreamsPerConnection,
        headTimeout,
        idleTimeout,
        bodyTimeout,
        stallTimeout,
        requestTimeout);
  }

  public EdgeOptions withMaxConnections(int connections) {
    return new EdgeOptions(
        host,
        port,
        maxBodyBytes,
        maxInFlight,
        connections,
        maxStreamsPerConnection,
        headTimeout,
        idleTimeout,
        bodyTimeout,
        stallTimeout,
        requestTimeout);
  }

  public EdgeOptions withTimeouts(Duration head, Duration idle, Duration body, Duration stall) {
    return new EdgeOptions(
        host,
        port,
        maxBodyBytes,
        maxInFlight,
        maxConnections,
        maxStreamsPerConnection,
        head,
        idle,
        body,
        stall,
        requestTimeout);
  }

  public EdgeOptions withRequestTimeout(Duration request) {
    return new EdgeOptions(
        host,
        port,
        maxBodyBytes,
        maxInFlight,
        maxConnections,
        maxStreamsPerConnection,
        headTimeout,
        idleTimeout,
        bodyTimeout,
        stallTimeout,
        request);
  }

  public EdgeOptions withMaxStreamsPerConnection(int streams) {
    return new EdgeOptions(
        host,
        port,
        maxBodyBytes,
        maxInFlight,
        maxConnections,
        streams,
        headTimeout,
        idleTimeout,
        bodyTimeout,
        stallTimeout,
        requestTimeout);
  }
}

package io.ubernetes.apimachinery.storage.etcd;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.ubernetes.apimachinery.storage.StoreException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// How a gRPC channel to etcd is set up.
final class Channels {
  /// Half as much again as a page of a list ([Upstream#PAGE_BYTES]), and far above a fragment of a
  /// watch; gRPC's own 4 MiB is less than a few large objects.
  static final int MAX_MESSAGE_BYTES = 64 << 20;

  /// A member that vanishes without a word is noticed after both together. etcd allows a ping every
  /// 5 seconds; while no call is open it allows none, and closes the connection of who sends some.
  private static final long KEEPALIVE_SECONDS = 10;

  private static final long KEEPALIVE_TIMEOUT_SECONDS = 5;

  private Channels() {}

  static ManagedChannel open(String target, Endpoints endpoints, @Nullable EtcdTls tls) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget(target)
            .defaultLoadBalancingPolicy("round_robin")
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(false)
            // Nothing that runs there blocks, so no thread needs to be changed.
            .directExecutor();
    if (endpoints.secure()) {
      builder.sslContext(sslContext(tls));
    } else {
      builder.usePlaintext();
    }
    return builder.build();
  }

  private static SslContext sslContext(@Nullable EtcdTls tls) {
    try {
      SslContextBuilder builder = GrpcSslContexts.forClient();
      if (tls != null && tls.authority() != null) {
        builder.trustManager(tls.authority().toFile());
      }
      if (tls != null && tls.certificate() != null && tls.key() != null) {
        builder.keyManager(tls.certificate().toFile(), tls.key().toFile());
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new StoreException("the TLS files for etcd cannot be used: " + e.getMessage(), e);
    }
  }
}

package io.ubernetes.apimachinery.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2RemoteFlowController;

/// Makes sure that each stream of an HTTP/2 connection learns that it may write again.
///
/// Netty 4.2 tells the streams when what it has marked for the connection differs from whether the
/// socket takes more. A stream that is told writes at once, and so the socket may become full and
/// empty again while the others are still being told. Then the connection can be marked as writable
/// with streams that are not, and nothing ever tells them: they stand still, with open windows and
/// an empty socket, until they are cut off as slow (`BusyConnectionTest`). So here, after Netty,
/// all streams are looked at again whenever the socket takes more. Setting the streams' first
/// window to what it is already is the way to ask Netty for that (ADR 9).
final class StreamWakeUps extends ChannelInboundHandlerAdapter {
  private final Http2RemoteFlowController flow;

  private StreamWakeUps(Http2RemoteFlowController flow) {
    this.flow = flow;
  }

  /// To be called on the event loop. Connections that are not HTTP/2 have nothing to wake up.
  static void watch(ChannelHandlerContext connection) {
    if (connection.handler() instanceof Http2ConnectionHandler http2) {
      connection
          .pipeline()
          .addAfter(connection.name(), null, new StreamWakeUps(http2.encoder().flowController()));
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
    if (context.channel().isWritable()) {
      flow.initialWindowSize(flow.initialWindowSize());
    }
    super.channelWritabilityChanged(context);
  }
}

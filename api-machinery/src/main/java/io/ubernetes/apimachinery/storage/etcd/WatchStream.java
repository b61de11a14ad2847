package io.ubernetes.apimachinery.storage.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchProgressRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One gRPC stream with one watch. etcd tells progress for a whole stream only, and only when all
/// its watches are up to date: alone on its stream, a watch is never held up by another.
///
/// What arrives goes to `inbox`, at most [#PREFETCH] answers before the first is acknowledged: a
/// slow receiver slows etcd down, which then keeps the changes for us.
final class WatchStream {
  private static final int PREFETCH = 8;

  /// Lets etcd cancel the stream on a member that has lost its leader, instead of leaving it mute.
  private static final Metadata.Key<String> REQUIRE_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  /// `WatchCreateRequest.fragment` and `WatchResponse.fragment` of etcd's rpc.proto, which jetcd's
  /// copy lacks: answers larger than etcd's request limit come in pieces, and thereby below ours.
  private static final int FRAGMENT_REQUEST_FIELD = 8;

  private static final int FRAGMENT_RESPONSE_FIELD = 7;

  private final Consumer<Signal> inbox;
  private @Nullable ClientCallStreamObserver<WatchRequest> requests;

  private WatchStream(Consumer<Signal> inbox) {
    this.inbox = inbox;
  }

  /// @param startRevision the first revision to send (inclusive), at least 1
  static WatchStream open(
      Channel channel,
      ByteString start,
      ByteString end,
      long startRevision,
      Consumer<Signal> inbox) {
    WatchStream stream = new WatchStream(inbox);
    Metadata headers = new Metadata();
    headers.put(REQUIRE_LEADER, "true");
    WatchGrpc.newStub(channel)
        .withWaitForReady()
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .watch(stream.new Receiver());
    stream.requests().onNext(createRequest(start, end, startRevision));
    return stream;
  }

  private static WatchRequest createRequest(ByteString start, ByteString end, long startRevision) {
    UnknownFieldSet.Field yes = UnknownFieldSet.Field.newBuilder().addVarint(1).build();
    return WatchRequest.newBuilder()
        .setCreateRequest(
            WatchCreateRequest.newBuilder()
                .setKey(start)
                .setRangeEnd(end)
                .setStartRevision(startRevision)
                .setPrevKv(true)
                .setProgressNotify(true)
                .setUnknownFields(
                    UnknownFieldSet.newBuilder().addField(FRAGMENT_REQUEST_FIELD, yes).build()))
        .build();
  }

  /// More of the same revisions follows in the next answer.
  static boolean isFragment(WatchResponse response) {
    return response.getUnknownFields().getField(FRAGMENT_RESPONSE_FIELD).getVarintList().stream()
        .anyMatch(value -> value != 0);
  }

  void requestProgress() {
    requests()
        .onNext(
            WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                .build());
  }

  /// An answer was dealt with; another may come.
  void acknowledge() {
    requests().request(1);
  }

  void cancel() {
    requests().cancel("the watch has ended", null);
  }

  private ClientCallStreamObserver<WatchRequest> requests() {
    if (requests == null) {
      throw new IllegalStateException("not started");
    }
    return requests;
  }

  private final class Receiver implements ClientResponseObserver<WatchRequest, WatchResponse> {
    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
      stream.disableAutoRequestWithInitial(PREFETCH);
      requests = stream;
    }

    @Override
    public void onNext(WatchResponse response) {
      inbox.accept(new Signal.Answer(WatchStream.this, response));
    }

    @Override
    public void onError(Throwable error) {
      inbox.accept(new Signal.Broken(WatchStream.this, error));
    }

    @Override
    public void onCompleted() {
      inbox.accept(new Signal.Broken(WatchStream.this, null));
    }
  }
}

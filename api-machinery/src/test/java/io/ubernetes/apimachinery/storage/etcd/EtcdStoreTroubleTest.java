package io.ubernetes.apimachinery.storage.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.ubernetes.apimachinery.storage.NotWrittenException;
import io.ubernetes.apimachinery.storage.RecordingWatcher;
import io.ubernetes.apimachinery.storage.RevertedException;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.Store.WriteResult;
import io.ubernetes.apimachinery.storage.Store.WriteResult.Conflict;
import io.ubernetes.apimachinery.storage.Store.WriteResult.Written;
import io.ubernetes.apimachinery.storage.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What an etcd can do to a store beside dying: lose answers, be full, have no leader, be put back.
class EtcdStoreTroubleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /// The longest that a write may take, with what it does to find out what became of it.
  private static final Duration BOUND = Duration.ofSeconds(30);

  @Test
  void aWriteWhoseAnswerIsLostIsFoundOutToHaveHappened() throws Exception {
    try (EtcdProcess etcd = EtcdProcess.start();
        LossyProxy proxy = new LossyProxy(etcd.endpoint());
        EtcdStore direct = EtcdStore.connect(etcd.endpoint());
        EtcdStore store = EtcdStore.connect(proxy.endpoint());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      proxy.mute();
      Future<WriteResult> create = threads.submit(() -> store.create("/a", bytes("one")));
      await().atMost(PATIENCE).until(() -> direct.get("/a").isPresent());
      proxy.cut();
      long created = direct.get("/a").orElseThrow().revision();
      assertThat(create.get()).isEqualTo(new Written(created));
      assertThat(store.create("/a", bytes("other"))).isInstanceOf(Conflict.class);

      proxy.mute();
      Future<WriteResult> update = threads.submit(() -> store.update("/a", bytes("two"), created));
      await().atMost(PATIENCE).until(() -> direct.get("/a").orElseThrow().revision() > created);
      proxy.cut();
      assertThat(update.get()).isEqualTo(new Written(direct.get("/a").orElseThrow().revision()));
    }
  }

  @Test
  void aWriteWhoseAnswerIsLostAndThatSomebodyHasWrittenOverIsUnknown() throws Exception {
    try (EtcdProcess etcd = EtcdProcess.start();
        LossyProxy proxy = new LossyProxy(etcd.endpoint());
        EtcdStore direct = EtcdStore.connect(etcd.endpoint());
        EtcdStore store = EtcdStore.connect(proxy.endpoint());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      proxy.mute();
      Future<WriteResult> create = threads.submit(() -> store.create("/a", bytes("one")));
      await().atMost(PATIENCE).until(() -> direct.get("/a").isPresent());
      long revision = direct.get("/a").orElseThrow().revision();
      assertThat(direct.update("/a", bytes("two"), revision)).isInstanceOf(Written.class);
      proxy.cut();
      assertThatThrownBy(create::get)
          .cause()
          .isInstanceOf(StoreException.class)
          .isNotInstanceOf(NotWrittenException.class);
    }
  }

  @Test
  void aFullEtcdRefusesWritesAndStillReadsAndDeletesAndRecovers() {
    try (EtcdProcess etcd = EtcdProcess.start("--quota-backend-bytes=" + (8 << 20));
        EtcdStore store = EtcdStore.connect(etcd.endpoint())) {
      int[] written = new int[1];
      assertThatThrownBy(
              () -> {
                while (true) {
                  var _ = store.create("/" + written[0], new byte[500_000]);
                  written[0]++;
                }
              })
          .isInstanceOfSatisfying(
              NotWrittenException.class,
              refused -> assertThat(refused.reason()).isEqualTo(NotWrittenException.Reason.FULL));
      assertThat(written[0]).isPositive();
      assertThat(store.get("/" + written[0])).as("what was refused").isEmpty();
      Store.Listing all = store.list("/", null, 0, 0);
      assertThat(all.entries()).hasSize(written[0]);
      for (Store.Entry entry : all.entries()) {
        assertThat(store.delete(entry.key(), entry.revision())).isInstanceOf(Written.class);
      }
      store.compact(store.currentRevision());
      makeRoom(etcd);
      assertThat(store.create("/again", new byte[500_000])).isInstanceOf(Written.class);
    }
  }

  /// What an administrator does (`etcdctl defrag`, `etcdctl alarm disarm`).
  private static void makeRoom(EtcdProcess etcd) {
    try (Connection connection = Connection.open(Endpoints.parse(etcd.endpoint()), null)) {
      MaintenanceGrpc.MaintenanceBlockingStub maintenance =
          MaintenanceGrpc.newBlockingStub(connection.channel());
      await()
          .atMost(PATIENCE)
          .until(() -> {
            var _ = maintenance.defragment(DefragmentRequest.getDefaultInstance());
            List<AlarmMember> alarms = alarms(maintenance);
            for (AlarmMember alarm : alarms) {
              var _ =
                  maintenance.alarm(
                      AlarmRequest.newBuilder()
                          .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                          .setMemberID(alarm.getMemberID())
                          .setAlarm(alarm.getAlarm())
                          .build());
            }
            return alarms.isEmpty();
          });
    }
  }

  private static List<AlarmMember> alarms(MaintenanceGrpc.MaintenanceBlockingStub maintenance) {
    return maintenance
        .alarm(AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.GET).build())
        .getAlarmsList();
  }

  @Test
  void whatIsTooLargeIsRefused() {
    try (EtcdProcess etcd = EtcdProcess.start();
        EtcdStore store = EtcdStore.connect(etcd.endpoint())) {
      assertThatThrownBy(() -> store.create("/a", new byte[2_000_000]))
          .isInstanceOfSatisfying(
              NotWrittenException.class,
              refused ->
                  assertThat(refused.reason()).isEqualTo(NotWrittenException.Reason.TOO_LARGE));
      assertThat(store.get("/a")).isEmpty();
    }
  }

  @Test
  void withoutALeaderCallsFailInBoundedTimeAndGoOnWhenThereIsOne() throws Exception {
    try (EtcdCluster etcd = EtcdCluster.start();
        EtcdStore store = EtcdStore.connect(etcd.endpoints())) {
      RecordingWatcher watcher = new RecordingWatcher();
      try (Store.Watch _ = store.watch("/", store.currentRevision(), watcher)) {
        assertThat(store.create("/a", bytes("one"))).isInstanceOf(Written.class);
        etcd.killMajority();
        long began = System.nanoTime();
        assertThatThrownBy(() -> store.create("/b", bytes("one")))
            .isInstanceOf(StoreException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
        assertThatThrownBy(() -> store.get("/a")).isInstanceOf(StoreException.class);

        etcd.reviveMajority();

        await()
            .atMost(PATIENCE)
            .ignoreExceptionsInstanceOf(StoreException.class)
            .until(() -> store.create("/c", bytes("one")) instanceof Written);
        await()
            .atMost(PATIENCE)
            .until(() -> watcher.events().stream().anyMatch(e -> e.key().equals("/c")));
      }
    }
  }

  @Test
  void anEtcdThatWasPutBackIsNoticedByReadsAndWatches() {
    try (EtcdProcess etcd = EtcdProcess.start();
        EtcdStore store = EtcdStore.connect(etcd.endpoint())) {
      RecordingWatcher watcher = new RecordingWatcher();
      assertThat(store.create("/kept", bytes("one"))).isInstanceOf(Written.class);
      etcd.backUp();
      try (Store.Watch _ = store.watch("/", store.currentRevision(), watcher)) {
        for (int i = 0; i < 10; i++) {
          assertThat(store.create("/lost" + i, bytes("one"))).isInstanceOf(Written.class);
        }
        await().atMost(PATIENCE).until(() -> watcher.events().size() == 10);

        etcd.restoreBackup();

        await().atMost(PATIENCE).until(() -> watcher.error() instanceof RevertedException);
        await()
            .atMost(PATIENCE)
            .ignoreExceptionsInstanceOf(RevertedException.class)
            .until(() -> store.list("/", null, 0, 0).entries().size() == 1);
        assertThat(store.create("/new", bytes("one"))).isInstanceOf(Written.class);
      }
    }
  }

  @Test
  void anEtcdThatWasPutBackAndWrittenPastWhatWasKnownIsNoticed() {
    try (EtcdProcess etcd = EtcdProcess.start();
        LossyProxy proxy = new LossyProxy(etcd.endpoint());
        EtcdStore store = EtcdStore.connect(proxy.endpoint())) {
      RecordingWatcher watcher = new RecordingWatcher();
      RecordingWatcher quiet = new RecordingWatcher();
      assertThat(store.create("/a/kept", bytes("one"))).isInstanceOf(Written.class);
      etcd.backUp();
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(StoreException.class)
          .until(() -> store.get("/a/kept").isPresent());
      long before = store.currentRevision();
      try (Store.Watch _ = store.watch("/a/", before, watcher);
          Store.Watch _ = store.watch("/b/", before, quiet)) {
        for (int i = 0; i < 3; i++) {
          assertThat(store.create("/a/lost" + i, bytes("one"))).isInstanceOf(Written.class);
        }
        await().atMost(PATIENCE).until(() -> watcher.events().size() == 3);
        proxy.refuse();
        etcd.restoreBackup();
        try (EtcdStore other = EtcdStore.connect(etcd.endpoint())) {
          for (int i = 0; i < 20; i++) {
            assertThat(other.create("/a/other" + i, bytes("one"))).isInstanceOf(Written.class);
          }
        }

        proxy.admit();

        await().atMost(PATIENCE).until(() -> watcher.error() instanceof RevertedException);
        await().atMost(PATIENCE).until(() -> quiet.error() instanceof RevertedException);
      }
      assertThat(store.list("/a/", null, 0, 0).entries()).hasSize(21);
      RecordingWatcher anew = new RecordingWatcher();
      try (Store.Watch _ = store.watch("/a/", store.currentRevision(), anew)) {
        assertThat(store.create("/a/new", bytes("one"))).isInstanceOf(Written.class);
        proxy.cut();
        await().atMost(PATIENCE).until(() -> anew.events().size() == 1);
        assertThat(anew.error()).isNull();
      }
    }
  }

  @Test
  void aDeletionWhoseAnswerIsLostIsFoundOutToHaveHappened() throws Exception {
    try (EtcdProcess etcd = EtcdProcess.start();
        LossyProxy proxy = new LossyProxy(etcd.endpoint());
        EtcdStore direct = EtcdStore.connect(etcd.endpoint());
        EtcdStore store = EtcdStore.connect(proxy.endpoint());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long gone = ((Written) direct.create("/a", bytes("one"))).revision();
      proxy.mute();
      Future<WriteResult> delete = threads.submit(() -> store.delete("/a", gone));
      await().atMost(PATIENCE).until(() -> direct.get("/a").isEmpty());
      proxy.cut();
      assertThat(delete.get()).isInstanceOf(Written.class);

      long remade = ((Written) direct.create("/b", bytes("one"))).revision();
      proxy.mute();
      Future<WriteResult> again = threads.submit(() -> store.delete("/b", remade));
      await().atMost(PATIENCE).until(() -> direct.get("/b").isEmpty());
      assertThat(direct.create("/b", bytes("two"))).isInstanceOf(Written.class);
      proxy.cut();
      assertThat(again.get()).as("another lives under its name").isInstanceOf(Written.class);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}

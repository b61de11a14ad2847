package io.ubernetes.runtime.informer;

import io.ubernetes.model.ApiObject;
import io.ubernetes.runtime.queue.WorkQueue;
import java.util.function.Function;

/// Is told of changes, in their order, by the informer's own thread: it must be quick and must not
/// block, as adding to a queue is. The objects are the cache's and must not be changed.
///
/// Level-based: after a relist, changes in between come as one, and an object that was deleted and
/// made anew may come as an update.
public interface ChangeHandler {

  void onAdd(ApiObject object);

  void onUpdate(ApiObject before, ApiObject after);

  /// @param last the object as it was last seen, which need not be its last state
  void onDelete(ApiObject last);

  /// Adds a key for the object to the queue on each change; both of its states on an update.
  static <K> ChangeHandler enqueue(WorkQueue<K> queue, Function<ApiObject, K> key) {
    return calling(object -> queue.add(key.apply(object)));
  }

  /// Calls the same for each object that a change concerns; for an update with the new state, and
  /// before that with the old one.
  static ChangeHandler calling(java.util.function.Consumer<ApiObject> consumer) {
    return new ChangeHandler() {
      @Override
      public void onAdd(ApiObject object) {
        consumer.accept(object);
      }

      @Override
      public void onUpdate(ApiObject before, ApiObject after) {
        consumer.accept(before);
        consumer.accept(after);
      }

      @Override
      public void onDelete(ApiObject last) {
        consumer.accept(last);
      }
    };
  }
}

package io.ubernetes.controllers;

import io.ubernetes.model.ApiObject;
import io.ubernetes.runtime.informer.ChangeHandler;
import java.util.function.Consumer;

/// Which changes of an object matter to those who do not read its status. Most changes are of the
/// status alone, and are written by the controllers themselves: they must not wake them again.
public final class Changes {

  private Changes() {}

  /// Whether two states of an object differ in its status at most.
  public static boolean isStatusOnly(ApiObject before, ApiObject after) {
    return before.uid().equals(after.uid())
        && before.generation() == after.generation()
        && before.isTerminating() == after.isTerminating()
        && before.finalizers().equals(after.finalizers())
        && before.labels().equals(after.labels())
        && before.annotations().equals(after.annotations());
  }

  /// Calls for each object that comes, goes, or changes in more than its status.
  public static ChangeHandler beyondStatus(Consumer<ApiObject> consumer) {
    return new ChangeHandler() {
      @Override
      public void onAdd(ApiObject object) {
        consumer.accept(object);
      }

      @Override
      public void onUpdate(ApiObject before, ApiObject after) {
        if (!isStatusOnly(before, after)) {
          consumer.accept(before);
          consumer.accept(after);
        }
      }

      @Override
      public void onDelete(ApiObject last) {
        consumer.accept(last);
      }
    };
  }
}

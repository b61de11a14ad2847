package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.schema.FieldValidation;
import java.util.ArrayList;
import java.util.List;

/// How a write is to be done.
///
/// @param identity who writes
/// @param fieldManager under which name fields are owned
/// @param dryRun whether everything is done but the write itself
/// @param fieldValidation what happens to fields that the kind does not have
/// @param warnings takes sentences for the client; owned by the request
public record WriteOptions(
    Identity identity,
    String fieldManager,
    DryRun dryRun,
    FieldValidation fieldValidation,
    List<String> warnings) {

  /// A write of the server itself, which may do everything.
  public static WriteOptions by(String user, String fieldManager) {
    return new WriteOptions(
        Identity.of(user, Identity.MASTERS),
        fieldManager,
        DryRun.NO,
        FieldValidation.WARN,
        new ArrayList<>());
  }

  public boolean isDryRun() {
    return dryRun == DryRun.ALL;
  }

  /// Whether a write is carried out.
  public enum DryRun {
    NO,
    ALL
  }
}

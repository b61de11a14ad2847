/// The controllers of the federation: each in a package of its own, all wired by
/// [io.ubernetes.controllers.Controllers]. They know the federation and its members as any client
/// does; they never know how the API server works inside.
@NullMarked
package io.ubernetes.controllers;

import org.jspecify.annotations.NullMarked;

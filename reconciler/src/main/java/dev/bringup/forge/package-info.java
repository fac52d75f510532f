/// Where people review commits: GitHub, GitLab, Gitea and Forgejo. Each request is told what
/// merging it would do, by a commit status and by one comment that is kept up to date.
@NullMarked
package dev.bringup.forge;

import org.jspecify.annotations.NullMarked;

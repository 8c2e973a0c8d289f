/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/message.h"
#include "cli/parse.h"
#include "cli/process.h"
#include "cli/version.h"

/* `words` are what follows the program's name. */
static int run(char *const *words, size_t count)
{
    const struct command *command = &command_veto;
    struct veto_error error = { 0 };
    bool named = count > 0 && words[0][0] != '-';
    if (named && command_choose(&command, words[0], &error) < 0) {
        message("%s", error.message);
        message_plain("'veto --help' lists the commands");
        return EXIT_USAGE;
    }

    cleanup(settings_release) struct settings settings;
    if (settings_parse(&settings, command, words + named, count - named, &error) < 0) {
        message("%s", error.message);
        message_plain("'veto %s%s--help' lists the options", named ? command->name : "",
                      named ? " " : "");
        return EXIT_USAGE;
    }
    if (settings.version)
        return version_print(&settings);
    if (settings.help) {
        help_print(stdout, command);
        return EXIT_CLEAN;
    }
    return command->run(&settings);
}

int main(int argc, char **argv)
{
    process_prepare();
    return process_finish(run(argv + (argc > 0), argc > 0 ? (size_t)argc - 1 : 0));
}

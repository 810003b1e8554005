/** How much is measured. `quick` shows the direction in a minute or two; `full` adds the largest log. */
export type Effort = 'quick' | 'normal' | 'full';

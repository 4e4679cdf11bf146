int labbook_kernel_dummy(void);
